CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `s_view` AS select `s_comments`.`a` AS `a`,concat(`s_comments`.`b`,'it\'s\n') AS `b ``c` from `s_comments` where `s_comments`.`a` > 1 WITH CASCADED CHECK OPTION
CREATE ALGORITHM=MERGE DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `s_view_merged` AS select `s_view`.`a` AS `a` from `s_view`
